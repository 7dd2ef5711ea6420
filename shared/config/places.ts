import type { Elsewhere, LongshoreConfig } from './normalised.ts'

/** The targets of one place, as a configuration of that place. */
export interface PlaceConfig {
  /** `222222222222/eu-west-1`; different for different roles in one place. */
  readonly key: string
  /** Absent: where the stack is. */
  readonly elsewhere?: Elsewhere
  /** With the account and the region of the place, and its targets alone; everything else is the stack's. */
  readonly config: LongshoreConfig
}

/** An account and a region of it. */
export interface AccountRegion {
  readonly account: string
  readonly region: string
}

/** What a place is known by; that of the stack when there is none. */
export function placeKey(elsewhere: Elsewhere | undefined): string {
  if (!elsewhere) return ''
  const { account, region, role, externalId } = elsewhere
  return [account, region, ...(role === undefined ? [] : [role, externalId])].join(' ')
}

/** A configuration by place: first where the stack is, even if no target is there, then the others as they are named. */
export function placesOf(config: LongshoreConfig): readonly [PlaceConfig, ...PlaceConfig[]] {
  const targets = Object.entries(config.targets)
  const others = new Map(targets.map(([, { elsewhere }]) => [placeKey(elsewhere), elsewhere]))
  const at = (key: string) => Object.fromEntries(targets.filter(([, target]) => placeKey(target.elsewhere) === key))
  const here = { key: '', config: { ...config, targets: at('') } }
  const away = [...others].flatMap(([key, elsewhere]): PlaceConfig[] => {
    if (!elsewhere) return []
    const { account, region } = elsewhere
    return [{ key, elsewhere, config: { ...config, account, region, targets: at(key) } }]
  })
  return [here, ...away]
}

/** Accounts and regions that targets are in, but for the stack's own. */
export function otherPlaces(config: LongshoreConfig): readonly AccountRegion[] {
  return placesOf(config).flatMap(({ elsewhere }) => elsewhere ?? [])
}

/** How events and names tell of a place that is not the stack's. */
export function placePrefix({ account, region }: AccountRegion): string {
  return `${account}/${region} `
}

/** What a role of another account is taken on for: to look at targets, or to deploy to them as well. */
export type Purpose = 'look' | 'deploy'

/** The role for a purpose: that of the configuration deploys, and one beside it looks. */
export function roleFor(purpose: Purpose, role: string): string {
  return purpose === 'deploy' ? role : `${role}-look`
}
