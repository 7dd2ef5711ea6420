import { xrayClient } from '../aws/clients.ts'
import { xrayTraces } from '../aws/xray-traces.ts'
import type { Traces } from '../figures-ports.ts'

export function traces(): Traces {
  return xrayTraces(xrayClient)
}
