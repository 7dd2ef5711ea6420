import type { SQSEvent } from 'aws-lambda'
import { handle } from '../shared/lambda/handle.ts'
import { measurePorts } from '../shared/lambda/measure-ports.ts'
import { measureOutcomes } from '../shared/notify/measure-outcomes.ts'

const portsWith = measurePorts()

/** Announcements out of the queue, and into metrics and traces. */
export const handler = handle('measure', (event: SQSEvent, { log }) => measureOutcomes(portsWith(log))(event))
