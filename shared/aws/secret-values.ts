import type { SecretName } from '../config/normalised.ts'
import type { Clock, SecretValues } from '../ports.ts'
import type { Doing } from './problem.ts'
import { calling, refuse } from './refusal.ts'
import type { SecretsApi } from './secrets-api.ts'
import type { SsmApi } from './ssm-api.ts'

/** A secret that was changed is noticed after so long. */
const rememberedMs = 5 * 60_000

export interface SecretValuesOptions {
  readonly ssm: () => Promise<SsmApi>
  readonly secrets: () => Promise<SecretsApi>
  readonly clock: Clock
}

/** Secrets from the parameter store (SecureString) or Secrets Manager, remembered for five minutes. */
export function secretValues(options: SecretValuesOptions): SecretValues {
  const known = new Map<string, { readonly value: string; readonly until: number }>()
  return {
    async read(name) {
      const key = JSON.stringify(name)
      const remembered = known.get(key)
      if (remembered && remembered.until > options.clock.now()) return remembered.value
      const value = 'ssm' in name ? await readParameter(options, name.ssm) : await readSecret(options, name.secret)
      known.set(key, { value, until: options.clock.now() + rememberedMs })
      return value
    },
    forget(name) {
      known.delete(JSON.stringify(name))
    },
  }
}

async function readParameter({ ssm }: SecretValuesOptions, name: string): Promise<string> {
  const api = await ssm()
  const doing: Doing = { action: 'ssm:GetParameter', subject: `the parameter ${name}` }
  const { Parameter } = await calling(doing, () => api.getParameter({ Name: name, WithDecryption: true }))
  return filled({ ssm: name }, Parameter?.Value)
}

async function readSecret({ secrets }: SecretValuesOptions, name: string): Promise<string> {
  const api = await secrets()
  const doing: Doing = { action: 'secretsmanager:GetSecretValue', subject: `the secret ${name}` }
  const { SecretString } = await calling(doing, () => api.getSecretValue({ SecretId: name }))
  return filled({ secret: name }, SecretString)
}

function filled(name: SecretName, value: string | undefined): string {
  const text = value?.trim()
  if (text) return text
  const subject = 'ssm' in name ? `parameter ${name.ssm}` : `secret ${name.secret}`
  return refuse('invalid', `The ${subject} holds no text. Put the value there as plain text.`)
}
