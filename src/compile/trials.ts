/** Whether plans are timed against their functions, and dropped where they are slower. Processes that must compute the same bits do not. */
export const trials = { allowed: true };
