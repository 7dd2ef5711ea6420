import { eventsClient, schedulerClient } from '../../aws/clients.ts'
import { scheduledTaskTargets } from '../../config/targets-of.ts'
import { scheduledTaskUsers } from '../../platforms/scheduled-task/images-in-use.ts'
import type { ImageUsers } from '../../prune-ports.ts'
import type { UsersHost } from '../users-host.ts'

export function users({ config, clock, imagesOf }: UsersHost): ImageUsers {
  const targets = scheduledTaskTargets(config)
  return scheduledTaskUsers({
    targets,
    events: () => eventsClient(),
    scheduler: () => schedulerClient(),
    clock,
    imagesOf,
  })
}
