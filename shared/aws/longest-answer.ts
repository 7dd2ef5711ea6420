/** Milliseconds: as long as the function may take that looks at most (doctor); others end sooner by themselves. */
export const longestAnswerMs = 125_000
