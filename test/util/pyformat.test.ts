import { test } from "node:test";
import assert from "node:assert/strict";
import { formatExponent, formatFixed, formatGeneral, formatRepr } from "#src/util/pyformat.js";

// Expected texts are what CPython 3 prints.

test("formatFixed rounds the exact value, ties to even", () => {
  const rows: [number, number, string][] = [
    [0.5, 0, "0"],
    [1.5, 0, "2"],
    [2.5, 0, "2"],
    [-2.5, 0, "-2"],
    [-0.5, 0, "-0"],
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [0.15, 1, "0.1"],
    [0.25, 1, "0.2"],
    [1.005, 2, "1.00"],
    [2.675, 2, "2.67"],
    [0.00005, 4, "0.0001"],
    [-0.00001, 4, "-0.0000"],
    [-0, 4, "-0.0000"],
    [1e21, 0, "1000000000000000000000"],
    [1e22, 2, "10000000000000000000000.00"],
    [1e23, 1, "99999999999999991611392.0"],
    [NaN, 4, "nan"],
    [Infinity, 4, "inf"],
    [-Infinity, 0, "-inf"],
  ];
  for (const [x, digits, text] of rows) assert.equal(formatFixed(x, digits), text);
});

test("formatExponent has two digits of exponent and rounds ties to even", () => {
  const rows: [number, number, string][] = [
    [0, 4, "0.0000e+00"],
    [-0, 4, "-0.0000e+00"],
    [1, 4, "1.0000e+00"],
    [2.5, 0, "2e+00"],
    [3.5, 0, "4e+00"],
    [9.5, 0, "1e+01"],
    [25, 0, "2e+01"],
    [35, 0, "4e+01"],
    [1250000, 1, "1.2e+06"],
    [1350000, 1, "1.4e+06"],
    [0.125, 1, "1.2e-01"],
    [1e-45, 4, "1.0000e-45"],
    [5e-324, 2, "4.94e-324"],
    [1e100, 4, "1.0000e+100"],
    [-1.23456e-5, 3, "-1.235e-05"],
    [NaN, 4, "nan"],
  ];
  for (const [x, digits, text] of rows) assert.equal(formatExponent(x, digits), text);
});

test("formatGeneral drops trailing zeros and takes an exponent outside 1e-4 … 10^digits", () => {
  const rows: [number, number, string][] = [
    [0, 3, "0"],
    [1, 3, "1"],
    [0.1, 3, "0.1"],
    [0.0123456, 3, "0.0123"],
    [123.456, 3, "123"],
    [999.5, 3, "1e+03"],
    [1000, 3, "1e+03"],
    [0.0001, 3, "0.0001"],
    [0.00001, 3, "1e-05"],
    [1.25, 2, "1.2"],
    [-1234.5, 3, "-1.23e+03"],
    [100, 3, "100"],
    [Infinity, 3, "inf"],
  ];
  for (const [x, digits, text] of rows) assert.equal(formatGeneral(x, digits), text);
});

test("formatRepr is Python's repr of a float", () => {
  const rows: [number, string][] = [
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [0.1, "0.1"],
    [1e-4, "0.0001"],
    [1e-5, "1e-05"],
    [1.5e-7, "1.5e-07"],
    [123456789, "123456789.0"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [1.2345e20, "1.2345e+20"],
    [-2.5e300, "-2.5e+300"],
    [NaN, "nan"],
    [-Infinity, "-inf"],
  ];
  for (const [x, text] of rows) assert.equal(formatRepr(x), text);
});
