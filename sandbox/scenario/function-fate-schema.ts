import * as z from 'zod'
import { type FunctionFateName, IMAGE_FAILURES } from '../services/lambda-functions/function-fates.ts'

export const Architecture = z.enum(['x86_64', 'arm64'])

const NAMES = [
  'errors',
  'slow-invocations',
  'throttles',
  'update-fails',
  'update-refused',
  'update-hangs',
] as const satisfies readonly FunctionFateName[]

const Name = z.enum(NAMES)

/** What becomes of functions that run an image, where tasks of ECS have no word for it. */
export const FunctionFate = z.union([
  Name,
  z.strictObject({
    name: Name,
    share: z.number().min(0).max(1).optional().describe('errors, throttles: of the invocations; default 1.'),
    seconds: z.number().min(0).optional().describe('slow-invocations: default 2.5.'),
    reason: z.enum(IMAGE_FAILURES).optional().describe('update-fails, update-refused: default InvalidImage.'),
  }),
])
export type FunctionFate = z.infer<typeof FunctionFate>

/** Whether a fate, by its name, is one of functions. */
export function isFunctionFate(fate: { readonly name?: string | undefined } | string): fate is FunctionFate {
  const name = typeof fate === 'string' ? fate : fate.name
  return NAMES.some((one) => one === name)
}
