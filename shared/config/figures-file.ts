import * as z from 'zod'
import { isZone } from '../figures/window.ts'
import { parseDuration } from './duration.ts'
import type { FiguresSettings } from './normalised.ts'
import { Duration } from './shapes.ts'

/** `figures` of longshore.yml. */
export const Figures = z.strictObject({
  metrics: z
    .boolean()
    .optional()
    .describe('Whether each outcome becomes metrics in CloudWatch, with a dashboard and alarms; true when left out.'),
  traces: z.boolean().optional().describe('Whether each deployment becomes a trace in X-Ray; false when left out.'),
  zone: z
    .string()
    .refine(isZone, 'bad-zone')
    .optional()
    .describe('Time zone of calendar days and months, as in Europe/Berlin; UTC when left out.'),
  rollbackWithin: Duration.optional().describe(
    "How long after its proof a person's rollback makes a release a failed one; 24h when left out.",
  ),
})

export type FiguresFile = z.infer<typeof Figures>

const dayMs = 24 * 60 * 60_000

/** Undefined where the file has no such section: figures are then told by the command alone. */
export function figuresSettings(file: FiguresFile | undefined): FiguresSettings | undefined {
  if (!file) return undefined
  const { metrics = true, traces = false, zone = 'UTC', rollbackWithin = '' } = file
  return { metrics, traces, zone, rollbackWithinMs: parseDuration(rollbackWithin) ?? dayMs }
}
