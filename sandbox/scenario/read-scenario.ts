import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { type Document, isMap, LineCounter, type Node, parseDocument } from 'yaml'
import { type Finding, findingsOf, pathText, ScenarioBroken, type ScenarioMistake } from './scenario-mistakes.ts'
import { Scenario, scenarioJsonSchema } from './scenario-schema.ts'

/** A scenario with the folder that its relative paths start from. */
export interface LoadedScenario {
  readonly scenario: Scenario
  readonly folder: string
}

/**
 * Reads a scenario file.
 * @throws {ScenarioBroken} with every mistake, its line and how to mend it
 */
export function readScenario(path: string): LoadedScenario {
  const file = resolve(path)
  if (!existsSync(file)) {
    throw new ScenarioBroken(path, [
      { line: 1, path: '', message: 'There is no such file. Give the path of a scenario.' },
    ])
  }
  return { scenario: parseScenario(readFileSync(file, 'utf8'), basename(path)), folder: dirname(file) }
}

/** Reads a scenario's text. @throws {ScenarioBroken} */
export function parseScenario(text: string, file = 'scenario.yml'): Scenario {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  if (document.errors.length > 0) {
    throw new ScenarioBroken(
      file,
      document.errors.map((error) => ({ line: lineAt(error.pos[0]), path: '', message: firstLine(error.message) })),
    )
  }
  const parsed = Scenario.safeParse(document.toJS() ?? {}, { reportInput: true })
  if (parsed.success) return parsed.data
  const findings = findingsOf(parsed.error.issues, knownKeysAt)
  throw new ScenarioBroken(file, placed(findings, document, lineAt))
}

function firstLine(message: string): string {
  return `${message.split('\n')[0]?.replace(/:$/, '') ?? message}. Mend the YAML.`
}

function placed(
  findings: readonly Finding[],
  document: Document,
  lineAt: (offset: number) => number,
): ScenarioMistake[] {
  return findings
    .map(({ path, message }) => ({ line: lineAt(offsetOf(document, path)), path: pathText(path), message }))
    .sort((a, b) => a.line - b.line)
}

/** Where a path is written; where its nearest parent is when it is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]
    const pair = isMap(parent) ? parent.items.find(({ key: node }) => String(node) === String(key)) : undefined
    const node = pair ? (pair.key as Node) : (document.getIn(path.slice(0, length), true) as Node | undefined)
    if (node?.range) return node.range[0]
  }
  return 0
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
}

function knownKeysAt(path: readonly PropertyKey[]): string[] {
  let nodes: SchemaNode[] = [scenarioJsonSchema() as SchemaNode]
  for (const part of path) nodes = nodes.flatMap((node) => childrenOf(node, part))
  return nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}))
}

function alternatives(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? []).flatMap(alternatives)]
}

function childrenOf(parent: SchemaNode, part: PropertyKey): SchemaNode[] {
  return alternatives(parent).flatMap((node) => {
    if (typeof part === 'number') return node.items ? [node.items] : []
    const named = node.properties?.[String(part)]
    if (named) return [named]
    return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : []
  })
}
