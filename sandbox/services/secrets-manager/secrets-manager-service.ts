import { hex, uuid } from '../../kernel/random.ts'
import { AwsError, type Service, type World } from '../../kernel/service.ts'

interface Secret {
  readonly arn: string
  readonly name: string
  readonly value: string
  readonly versionId: string
  readonly createdAt: number
}

/** Set-up of secrets; a value set again becomes the current version. */
export interface Secrets {
  /** Returns the secret's ARN. */
  set(name: string, value: string): string
}

const CURRENT = 'AWSCURRENT'

/** Secrets Manager: GetSecretValue of the current version, by name or ARN. */
export function secretsManagerService(world: World): { readonly service: Service; readonly secrets: Secrets } {
  const stored = new Map<string, Secret>()
  const random = world.random.fork('secretsmanager')

  function find(id: string): Secret {
    const secret = stored.get(id) ?? [...stored.values()].find(({ arn }) => arn === id)
    if (secret === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    }
    return secret
  }

  const service: Service = {
    name: 'secretsmanager',
    operations: {
      GetSecretValue(input) {
        const secret = find(input['SecretId'])
        const { VersionStage: stage = CURRENT, VersionId: version = secret.versionId } = input
        if (stage !== CURRENT || version !== secret.versionId) {
          throw new AwsError(
            'ResourceNotFoundException',
            `Secrets Manager can't find the specified secret value for ${stage === CURRENT ? `VersionId: ${version}` : `staging label: ${stage}`}`,
          )
        }
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: secret.versionId,
          SecretString: secret.value,
          VersionStages: [CURRENT],
          CreatedDate: new Date(secret.createdAt),
        }
      },
    },
  }

  function set(name: string, value: string): string {
    const arn =
      stored.get(name)?.arn ??
      `arn:aws:secretsmanager:${world.region}:${world.account}:secret:${name}-${hex(random, 6)}`
    stored.set(name, { arn, name, value, versionId: uuid(random), createdAt: world.clock.now() })
    return arn
  }

  return { service, secrets: { set } }
}
