import type { ClientPlace } from '../../aws/client-settings.ts'
import { codeDeployClient, ecsClient } from '../../aws/clients.ts'
import type { DoctorClients } from '../../doctor/read/doctor-clients.ts'

export function clients(at: ClientPlace | undefined): Partial<DoctorClients> {
  return { ecs: () => ecsClient(at), codedeploy: () => codeDeployClient(at) }
}
