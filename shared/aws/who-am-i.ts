import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { clientSettings } from './client-settings.ts'

/** The ARN that these credentials act as. Throws when STS cannot be asked. */
export async function whoAmI(region: string): Promise<string> {
  const client = new STSClient({ ...clientSettings(region), maxAttempts: 1 })
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}))
    if (Arn === undefined) throw new Error('STS named nobody')
    return Arn
  } finally {
    client.destroy()
  }
}
