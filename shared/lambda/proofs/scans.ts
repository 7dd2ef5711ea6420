import { ecrClient, ecrScanClient } from '../../aws/clients.ts'
import { ecrRegistry } from '../../aws/ecr-registry.ts'
import { ecrScans } from '../../aws/ecr-scans.ts'
import type { Scans } from '../../proof-ports.ts'

/** What scans of images found. */
export function scans(): Scans {
  return ecrScans({ client: ecrScanClient, children: ecrRegistry(ecrClient).children })
}
