import * as z from 'zod/mini'

/** What a button is about, and stays about however old its message is. */
export const ButtonValue = z.strictObject({
  /** `longshore-dev`: an app has one address for all its buttons, whoever posted them. */
  stack: z.string().check(z.minLength(1), z.maxLength(200)),
  target: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)),
  deployment: z.string().check(z.regex(/^[0-9A-Z]{26}$/)),
  /** What is asked for approval: a stage of a rollout, or `start`. */
  stage: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(200))),
})
export type ButtonValue = z.infer<typeof ButtonValue>

/** Names of buttons begin so; an app may have others. */
export const actionPrefix = 'longshore_'
