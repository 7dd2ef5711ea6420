import type { LongshoreConfig } from '../normalised.ts'

/** Parts of the stack that a configuration may ask for: each has its resources and functions in `stack/<feature>.yml`. */
export type Feature = 'progress' | 'ends'

const asked: Readonly<Record<Feature, (config: LongshoreConfig) => boolean>> = {
  progress: ({ targets }) => Object.values(targets).some(({ policy }) => policy.tellProgress === true),
  ends: ({ ends = [] }) => ends.length > 0,
}

const features: readonly Feature[] = ['progress', 'ends']

/** The features that a configuration asks for. */
export function featuresOf(config: LongshoreConfig): Feature[] {
  return features.filter((feature) => asked[feature](config))
}
