import * as z from 'zod'
import { Duration } from './duration.ts'

const User = z.string().regex(/^[UW][A-Z0-9]{2,20}$/, 'Give the id of a person in Slack: U0ALICE.')

/** What is wrong with the request that reaches the function. */
const Wrong = z.enum(['secret', 'byte', 'no-signature', 'no-timestamp', 'again'])

/** Somebody presses a button of a message in Slack. */
export const Press = z
  .strictObject({
    press: z.enum(['approve', 'reject', 'cancel', 'rollback']).describe('Which button.'),
    user: z.union([User, z.array(User).min(2)]).describe('Who presses; several press at once.'),
    name: z.string().optional().describe('As people see the one; default: the id in lower case.'),
    team: z.string().optional().describe('Id of the workspace, when it is another one.'),
    on: z
      .string()
      .optional()
      .describe('The newest message that contains this; default: the newest that has the button.'),
    stale: z
      .boolean()
      .optional()
      .describe('The button was taken off meanwhile: whoever presses sees the message as it was.'),
    wrong: Wrong.optional().describe(
      'secret: signed with another one; byte: one byte of the body is another; no-signature, no-timestamp: without that header; again: the same request a second time.',
    ),
    off: Duration.optional().describe('How far the clock of Slack is behind.'),
    status: z.int().optional().describe('What the function answers; default 200, for `again`: to the second.'),
    answers: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe('What the one is told, or each of them, in any order; must contain this.'),
  })
  .describe('Somebody presses a button of a message in Slack.')
export type Press = z.infer<typeof Press>
