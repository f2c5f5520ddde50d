// What one does with parameters and sequences outside of layers.
export * as rnn from "./rnn.js";
