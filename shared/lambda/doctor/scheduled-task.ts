import type { ClientPlace } from '../../aws/client-settings.ts'
import { ecsClient, eventsClient, schedulerClient } from '../../aws/clients.ts'
import type { DoctorClients } from '../../doctor/read/doctor-clients.ts'

export function clients(at: ClientPlace | undefined): Partial<DoctorClients> {
  return { ecs: () => ecsClient(at), events: () => eventsClient(at), scheduler: () => schedulerClient(at) }
}
