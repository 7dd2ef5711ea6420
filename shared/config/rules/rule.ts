import type { Finding } from '../mistake.ts'
import type { AccountRegion } from '../places.ts'
import type { LockFile, LongshoreFile, TargetFile } from '../schema.ts'

/** What a rule may look at. */
export interface Given {
  readonly file: LongshoreFile
  /** Undefined when there is none, or none that can be read. */
  readonly lock: LockFile | undefined
  /** Whether the file has a slack section at all, even one that cannot be used. */
  readonly namesSlack: boolean
}

/** One thing that the shape cannot say. Returns everything it finds wrong; nothing when all is well. */
export type Rule = (given: Given) => readonly Finding[]

/** Makes a rule of one that looks at a target at a time. */
export function forEachTarget(rule: (name: string, target: TargetFile, given: Given) => readonly Finding[]): Rule {
  return (given) => Object.entries(given.file.targets).flatMap(([name, target]) => rule(name, target, given))
}

/** Where the stack is, as far as the files say. */
export function homeOf({ file, lock }: Pick<Given, 'file' | 'lock'>): Partial<AccountRegion> {
  const account = file.account ?? lock?.account
  const region = file.region ?? lock?.region
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
}
