import { handle } from '../shared/lambda/handle.ts'
import { pagePorts } from '../shared/lambda/page-ports.ts'
import { servePage } from '../shared/page/serve-page.ts'

const ports = pagePorts()

/** The page for programs that sign their requests, as HTML or (`accept: application/json`) as data. AWS has asked who it is. */
export const handler = handle('dashboard', (event: unknown, { log }) => servePage(event, { ...ports, log }))
