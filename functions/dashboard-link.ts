import { handle } from '../shared/lambda/handle.ts'
import { linkPorts, pagePorts } from '../shared/lambda/page-ports.ts'
import { linkGate } from '../shared/page/link-gate.ts'
import { servePage } from '../shared/page/serve-page.ts'

const ports = pagePorts()
const gate = linkGate(linkPorts())

/** The page for people. The URL is open to the world: nobody gets in without a link that `open` signed. */
export const handler = handle('dashboard-link', (event: unknown, { log }) => servePage(event, { ...ports, log }, gate))
