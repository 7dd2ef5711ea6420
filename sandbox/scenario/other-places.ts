import type { Sandbox } from '../start-sandbox.ts'
import type { Account } from './account-schema.ts'
import type { Place } from './stack-of.ts'

/** Where an account of a scenario is, if that is not where its stack is. */
export function otherPlace({ id, region }: Account, home: Place): Place {
  return { account: id ?? home.account, region: region ?? home.region }
}

/** `222222222222/eu-west-1` */
export function placeKey({ account, region }: Place): string {
  return `${account}/${region}`
}

/** A world, as far as it differs by place. */
interface Placed {
  readonly sandbox: Sandbox
  readonly place: Place
  readonly registry: Place
}

/**
 * The world with the services of another place instead of its own; images come from the same registry as ever.
 * @throws {Error} when the scenario has no such place
 */
export function worldIn<World extends Placed>(world: World, key: string | undefined): World {
  if (key === undefined) return world
  const there = world.sandbox.places[key]
  const [account = '', region = ''] = key.split('/')
  if (!there) {
    const known = Object.keys(world.sandbox.places).join(', ') || 'none'
    throw new Error(`There is no account ${key}: the scenario has ${known}. Add it to accounts.`)
  }
  return { ...world, sandbox: { ...world.sandbox, ...there }, place: { account, region } }
}

/** The sandbox where the fate of a content is the same in every place. */
export function withFatesEverywhere(sandbox: Sandbox): Sandbox {
  const all = [sandbox, ...Object.values(sandbox.places)]
  if (all.length === 1) return sandbox
  return {
    ...sandbox,
    ecs: { ...sandbox.ecs, fate: inAll(all.map(({ ecs }) => ecs.fate)) },
    functions: { ...sandbox.functions, fate: inAll(all.map(({ functions }) => functions.fate)) },
    hosts: { ...sandbox.hosts, fate: inAll(all.map(({ hosts }) => hosts.fate)) },
  }
}

/** One call that is made in every place. */
function inAll<Given extends unknown[]>(calls: readonly ((...given: Given) => void)[]): (...given: Given) => void {
  return (...given) => {
    for (const call of calls) call(...given)
  }
}

type Running = Pick<Sandbox, 'ecs' | 'functions' | 'hosts' | 'events' | 'schedules'>

/** Everything that runs anywhere; `prefix` sets names of other places apart: `222222222222/eu-west-1 prod/api`. */
export function everyPlace(sandbox: Sandbox): readonly (Running & { readonly prefix: string })[] {
  const others = Object.entries(sandbox.places).map(([key, place]) => ({ ...place, prefix: placePrefix(key) }))
  return [{ ...sandbox, prefix: '' }, ...others]
}

/** What stands before a name of another place. */
export function placePrefix(key: string): string {
  return `${key} `
}
