import type { ClientPlace } from '../../aws/client-settings.ts'
import { ec2Client, runCommandClient } from '../../aws/clients.ts'
import type { DoctorClients } from '../../doctor/read/doctor-clients.ts'

export function clients(at: ClientPlace | undefined): Partial<DoctorClients> {
  return { ec2: () => ec2Client(at), commands: () => runCommandClient(at) }
}
