// Every chapter in one browser: starting one takes longer than most tests.
import "./count.js";
import "./step.js";
import "./break.js";
import "./convolution.js";
import "./mnist.js";
import "./yours.js";
import "./live.js";
import "./reach.js";
