// Every chapter in few browsers: starting one takes longer than most tests.
// Runs in 3 parts.
import "./count.js";
import "./step.js";
import "./break.js";
import "./bend.js";
import "./convolution.js";
import "./mnist.js";
import "./gpt.js";
import "./yours.js";
import "./live.js";
import "./reach.js";
import "./stage.js";
