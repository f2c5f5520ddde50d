// The trainer of chapter 1, which comes with the page: the library, and no more of it than the weekend program needs.

import { count } from "./count.js";
import { serve } from "./serve.js";

serve(() => count);
