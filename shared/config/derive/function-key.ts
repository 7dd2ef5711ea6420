import type { LongshoreConfig } from '../normalised.ts'
import { featuresOf } from './features.ts'

/** The functions that every stack has: those of serverless.yml itself. */
export const functionKeys = [
  'image-pushed',
  'rollout-changed',
  'tick',
  'reconcile',
  'notify-slack',
  'redeploy',
  'rollback',
  'status',
  'history',
  'diff',
  'stats',
  'explain',
  'doctor',
  'promote',
  'approve',
  'reject',
  'cancel',
  'pause',
  'resume',
  'freeze',
] as const

/** The functions that a stack has besides, by the feature that asks for them: those of `stack/<feature>.yml`. */
export const featureFunctions = {
  progress: [],
  slack: [],
  'slack-actions': ['slack-action'],
  github: ['notify-github'],
  ends: ['notify-ends'],
  figures: ['measure'],
  metrics: [],
  accounts: [],
  probe: ['probe'],
  prune: ['prune'],
  page: ['dashboard', 'dashboard-link', 'open'],
} as const

export type FunctionKey =
  | (typeof functionKeys)[number]
  | (typeof featureFunctions)[keyof typeof featureFunctions][number]

/** The functions of the stack of a configuration. */
export function functionKeysOf(config: LongshoreConfig): FunctionKey[] {
  return [
    ...functionKeys,
    ...featuresOf(config).flatMap((feature): readonly FunctionKey[] => featureFunctions[feature]),
  ]
}

/** `ImagePushed`: what a function's resources are named after. */
export function logicalName(key: FunctionKey): string {
  return key
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
}

/** `ImageDashpushedLogGroup`: what the Serverless Framework calls a function's log group. */
export function logGroupId(key: FunctionKey): string {
  return `${dashed(key)}LogGroup`
}

/** `ImageDashpushedLambdaFunction`: what the Serverless Framework calls a function. */
export function lambdaId(key: FunctionKey): string {
  return `${dashed(key)}LambdaFunction`
}

function dashed(key: FunctionKey): string {
  return key.slice(0, 1).toUpperCase() + key.slice(1).replaceAll('-', 'Dash')
}
