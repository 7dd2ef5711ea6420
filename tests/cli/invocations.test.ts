import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { commands } from '../../shared/cli/commands.ts'
import { invocations } from './invocations.ts'

const folder = join(import.meta.dirname, '../../functions')
const functions = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''))

/** Every function that takes a command lets `accepted` judge what it was given. */
function takesCommands(name: string): boolean {
  return readFileSync(join(folder, `${name}.ts`), 'utf8').includes('accepted(')
}

it('every function that takes commands is invoked by the Serverless Framework once', () => {
  const taking = functions.filter(takesCommands)
  const typed = commands.map(({ name }) => name).filter((name) => functions.includes(name))
  const invoked = invocations.map(({ name }) => name)
  expect(invoked.toSorted()).toEqual(taking.toSorted())
  expect(typed.toSorted()).toEqual(taking.toSorted())
})
