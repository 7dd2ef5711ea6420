import { assumedCredentials } from '../../aws/assumed-credentials.ts'
import { stsClient } from '../../aws/clients.ts'
import { systemClock } from '../system-clock.ts'
import type { TakeRole } from './everywhere.ts'

/** Takes on roles of other accounts. */
export const takeRole: TakeRole = (elsewhere) => assumedCredentials(stsClient, elsewhere, systemClock)
