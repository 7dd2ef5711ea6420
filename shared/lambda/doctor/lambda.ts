import type { ClientPlace } from '../../aws/client-settings.ts'
import { lambdaClient } from '../../aws/clients.ts'
import type { DoctorClients } from '../../doctor/read/doctor-clients.ts'

export function clients(at: ClientPlace | undefined): Partial<DoctorClients> {
  return { lambda: () => lambdaClient(at) }
}
