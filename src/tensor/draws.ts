import { bernoulli, multinomial } from "./creation.js";
import { bernoulli_, cauchy_, exponential_, geometric_, logNormal_, normal_, random_, uniform_ } from "./fills.js";

/** The methods that draw random numbers. */
export const draws = { bernoulli, multinomial, bernoulli_, cauchy_, exponential_, geometric_, logNormal_, normal_, random_, uniform_ } as const;
