import type { LongshoreConfig } from './normalised.ts'

/** What the function is called that looks from inside a network: as stack/probe.yml names it. */
export function probeName({ stack }: LongshoreConfig): string {
  return `${stack}-probe`
}
