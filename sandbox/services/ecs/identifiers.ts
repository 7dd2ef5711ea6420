import type { Random } from '../../kernel/service.ts'
import type { EcsState } from './state.ts'

export function arn(ecs: EcsState, resource: string): string {
  return `arn:aws:ecs:${ecs.world.region}:${ecs.world.account}:${resource}`
}

/** Accepts a name or an ARN and gives the last part of it: `arn:…:service/prod/api` and `api` are both `api`. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1)
}

/** Nineteen decimal digits, as in `ecs-svc/1234567890123456789`. */
export function decimalId(random: Random): string {
  return characters(random, 1, '123456789') + characters(random, 18, '0123456789')
}

/** The last part of a service deployment's ARN, as in `NCWGC2ZR-taawPAYrIaU5`. */
export function serviceDeploymentId(random: Random): string {
  return characters(random, 21, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
}

function characters(random: Random, length: number, alphabet: string): string {
  let text = ''
  while (text.length < length) text += alphabet[random.integer(0, alphabet.length - 1)] ?? ''
  return text
}
