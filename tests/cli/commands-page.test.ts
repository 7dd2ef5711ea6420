import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import type { Command } from '../../shared/cli/command.ts'
import { commands } from '../../shared/cli/commands.ts'

const page = join(import.meta.dirname, '../../docs/commands.md')
const marker =
  '<!-- What follows is made from the commands themselves: LONGSHORE_WRITE_DOCS=1 npx jest tests/cli/commands-page.test.ts -->\n'

it('the page of commands says what the commands say', () => {
  const [prose = ''] = readFileSync(page, 'utf8').split(marker)
  const whole = `${prose}${marker}\n${[listOf(commands), ...commands.map(sectionOf)].join('\n\n')}\n`
  if (process.env['LONGSHORE_WRITE_DOCS'] === '1') writeFileSync(page, whole)
  expect(readFileSync(page, 'utf8')).toBe(whole)
})

function listOf(all: readonly Command[]): string {
  const rows = all.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${summary} |`)
  return ['## All of them', '', '| command | does |', '| --- | --- |', ...rows].join('\n')
}

function sectionOf(command: Command): string {
  const { name, summary, details, arguments: args = [], options = [], examples, exits = {} } = command
  const usage = [name, ...args.map((one) => (one.optional ? `[${one.name}]` : `<${one.name}>`))].join(' ')
  return [
    `### ${name}`,
    `\`longshore ${usage}\` – ${summary}.${details === undefined ? '' : ` ${details}`}`,
    ...table(
      ['argument or option', ''],
      [...args.map(({ name: one, about }) => row(one, about)), ...options.map(({ flag, about }) => row(flag, about))],
    ),
    ['```sh', ...examples.map(({ does, line }) => `npx ${line}  # ${does}`), '```'].join('\n'),
    ...table(
      ['exit code', ''],
      Object.entries(exits).map(([code, means]) => `| ${code} | ${means} |`),
    ),
  ].join('\n\n')
}

function row(what: string, about: string): string {
  return `| \`${what}\` | ${about.replaceAll('|', '\\|')} |`
}

function table(heads: readonly string[], rows: readonly string[]): string[] {
  return rows.length === 0
    ? []
    : [[`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...rows].join('\n')]
}
