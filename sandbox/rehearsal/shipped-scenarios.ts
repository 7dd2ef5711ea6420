import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadedScenario, readScenario } from '../scenario/read-scenario.ts'

const FOLDER = join(import.meta.dirname, '../scenarios')

/** What `npm run rehearse` plays without being told what. */
export const TOUR = ['good-push', 'bad-push', 'racing-pushes', 'manual-rollback'] as const

/** Names of the scenarios that come with the project, the tour first. */
export function shippedNames(): string[] {
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => file.slice(0, -'.yml'.length))
  return [...TOUR, ...names.filter((name) => !TOUR.some((one) => one === name)).sort()]
}

export function shippedFile(name: string): string {
  return join(FOLDER, `${name}.yml`)
}

/** The files that names and paths mean; `all` means every shipped one. @throws {UnknownScenario} */
export function scenarioFiles(wanted: readonly string[]): string[] {
  return wanted.flatMap((name) => {
    if (name === 'all') return shippedNames().map(shippedFile)
    if (shippedNames().includes(name)) return [shippedFile(name)]
    if (existsSync(name)) return [name]
    throw new UnknownScenario(name)
  })
}

/** Neither a shipped scenario nor a file. */
export class UnknownScenario extends Error {
  override name = 'UnknownScenario'
  constructor(wanted: string) {
    super(`There is no scenario ${wanted}, neither shipped nor as a file. Shipped: all, ${shippedNames().join(', ')}.`)
  }
}

/** Every shipped scenario, read. */
export function shippedScenarios(): LoadedScenario[] {
  return shippedNames().map((name) => readScenario(shippedFile(name)))
}
