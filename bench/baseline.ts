import { ECSClient } from '@aws-sdk/client-ecs'

export const client = new ECSClient({})
