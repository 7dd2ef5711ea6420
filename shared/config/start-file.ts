import * as z from 'zod'
import { isZone } from '../figures/window.ts'
import { freezeTime } from './freeze-time.ts'
import { Duration } from './shapes.ts'

/* What of longshore.yml keeps a start waiting for a person or a time. */

export const Approve = z
  .union(
    [
      z.literal(false),
      z.strictObject({ within: Duration.describe('How long people have; what has not begun by then has expired.') }),
    ],
    'bad-approve',
  )
  .meta({ examples: [{ within: '24h' }, false] })

const Time = z.string().refine((text) => freezeTime(text) !== undefined, 'bad-freeze-time')

const Window = z.strictObject({
  from: Time.describe('When nothing starts by itself any more: Fri 16:00 each week, 2026-12-20 18:00 once.'),
  to: Time.describe('When it does again, written as from is.'),
  zone: z.string().refine(isZone, 'bad-zone').describe('Time zone, as in Asia/Seoul.'),
})

export const Freeze = z
  .array(Window)
  .max(50)
  .meta({ examples: [[{ from: 'Fri 16:00', to: 'Mon 08:00', zone: 'Asia/Seoul' }]] })

export const AfterFreeze = z.enum(['deploy', 'approve'])

export type FreezeWindowFile = z.infer<typeof Window>
