import type { Hosts } from '../../hosts/host.ts'
import { AwsError, type Service, type World } from '../../kernel/service.ts'
import { runCommandOperations } from './run-command.ts'

interface Parameter {
  readonly name: string
  readonly type: 'String' | 'StringList' | 'SecureString'
  readonly value: string
  readonly version: number
  readonly modifiedAt: number
}

/** Set-up and read-back of the parameter store. */
export interface ParameterStore {
  put(name: string, value: string, type?: Parameter['type']): void
  value(name: string): string | undefined
}

const TYPES: readonly string[] = ['String', 'StringList', 'SecureString'] satisfies Parameter['type'][]

function isType(type: unknown): type is Parameter['type'] {
  return typeof type === 'string' && TYPES.includes(type)
}

/** `/path/name` has its slash in the ARN already; a plain name gets one. */
function arnOf(world: World, name: string): string {
  return `arn:aws:ssm:${world.region}:${world.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`
}

/** What a SecureString shows to a caller that did not ask for decryption. */
function cipherText(value: string): string {
  return Buffer.from(`sealed:${value.length}`).toString('base64')
}

function describe(world: World, parameter: Parameter, withDecryption: boolean): object {
  const sealed = parameter.type === 'SecureString' && !withDecryption
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: sealed ? cipherText(parameter.value) : parameter.value,
    Version: parameter.version,
    LastModifiedDate: new Date(parameter.modifiedAt),
    ARN: arnOf(world, parameter.name),
    DataType: 'text',
  }
}

/** SSM: the parameter store (GetParameter and PutParameter) and Run Command on the hosts. */
export function ssmService(
  world: World,
  hosts: Hosts,
): { readonly service: Service; readonly parameters: ParameterStore } {
  const stored = new Map<string, Parameter>()

  function put(name: string, value: string, type: Parameter['type']): Parameter {
    const version = (stored.get(name)?.version ?? 0) + 1
    const parameter = { name, type, value, version, modifiedAt: world.clock.now() }
    stored.set(name, parameter)
    return parameter
  }

  /** A parameter is asked for by name or by ARN. */
  function find(nameOrArn: string): Parameter | undefined {
    return stored.get(nameOrArn) ?? [...stored.values()].find(({ name }) => arnOf(world, name) === nameOrArn)
  }

  const service: Service = {
    name: 'ssm',
    operations: {
      ...runCommandOperations(world, hosts),
      GetParameter(input) {
        const parameter = find(input['Name'])
        // AWS sends this exception without a message.
        if (parameter === undefined) throw new AwsError('ParameterNotFound', '')
        return { Parameter: describe(world, parameter, input['WithDecryption'] === true) }
      },
      PutParameter(input) {
        const { Name: name, Value: value, Type: type = stored.get(input['Name'])?.type } = input
        if (stored.has(name) && input['Overwrite'] !== true) {
          throw new AwsError(
            'ParameterAlreadyExists',
            'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
          )
        }
        if (!isType(type))
          throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.')
        return { Version: put(name, value, type).version, Tier: 'Standard' }
      },
    },
  }
  return {
    service,
    parameters: {
      put: (name, value, type = 'SecureString') => void put(name, value, type),
      value: (name) => stored.get(name)?.value,
    },
  }
}
