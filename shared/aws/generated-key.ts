import type { Clock } from '../ports.ts'
import { calling, refuse } from './refusal.ts'
import type { SecretsApi } from './secrets-api.ts'

/** A key that was changed is noticed after so long. */
const rememberedMs = 5 * 60_000

const fewestCharacters = 32

export interface GeneratedKeyOptions {
  readonly client: () => Promise<SecretsApi>
  /** Of the secret that the stack made. */
  readonly name: string
  readonly clock: Clock
}

/** A key that the stack had Secrets Manager make, remembered for five minutes. Throws, naming the secret, when there is none. */
export function generatedKey({ client, name, clock }: GeneratedKeyOptions): () => Promise<string> {
  let known: { readonly key: string; readonly until: number } | undefined
  return async () => {
    if (known && known.until > clock.now()) return known.key
    const api = await client()
    const doing = { action: 'secretsmanager:GetSecretValue', subject: `the secret ${name}` }
    const { SecretString: key = '' } = await calling(doing, () => api.getSecretValue({ SecretId: name }))
    if (key.length < fewestCharacters) {
      refuse(
        'invalid',
        `The secret ${name} is too short to sign with. Put ${fewestCharacters} random characters or more there.`,
      )
    }
    known = { key, until: clock.now() + rememberedMs }
    return key
  }
}
