import type { LongshoreConfig } from '../normalised.ts'
import { otherAccounts } from './other-accounts.ts'

/** Parts of the stack that a configuration may ask for: each has its resources and functions in `stack/<feature>.yml`. */
export type Feature =
  | 'progress'
  | 'github'
  | 'ends'
  | 'page'
  | 'figures'
  | 'metrics'
  | 'probe'
  | 'slack'
  | 'accounts'
  | 'slack-actions'
  | 'prune'

const asked: Readonly<Record<Feature, (config: LongshoreConfig) => boolean>> = {
  github: ({ github }) => Object.keys(github?.environments ?? {}).length > 0,
  progress: ({ targets }) => Object.values(targets).some(({ policy }) => policy.tellProgress === true),
  slack: (config) => config.slack?.bot !== undefined && asked.progress(config),
  prune: ({ prune }) => prune !== undefined,
  'slack-actions': ({ slack }) => slack?.actions !== undefined,
  ends: ({ ends = [] }) => ends.length > 0,
  page: ({ page }) => page !== undefined,
  probe: ({ checks, targets }) =>
    checks?.vpc !== undefined &&
    Object.values(targets).some(({ policy }) => policy.proofs?.some((proof) => proof.kind === 'http' && proof.through)),
  accounts: (config) => otherAccounts(config).length > 0,
  metrics: ({ figures }) => figures?.metrics === true,
  figures: ({ figures }) => figures !== undefined && (figures.metrics || figures.traces),
}

const features: readonly Feature[] = [
  'progress',
  'github',
  'ends',
  'page',
  'figures',
  'metrics',
  'probe',
  'slack',
  'accounts',
  'slack-actions',
  'prune',
]

/** The features that a configuration asks for. */
export function featuresOf(config: LongshoreConfig): Feature[] {
  return features.filter((feature) => asked[feature](config))
}
