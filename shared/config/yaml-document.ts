import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { Finding, Mistake, Path } from './mistake.ts'

/** A YAML text that knows its lines. */
export interface YamlDocument {
  readonly file: Mistake['file']
  /** Plain data; undefined when the text is no YAML. */
  readonly data: unknown
  readonly syntax: readonly Mistake[]
  /** Gives a finding the line of its path, or of the nearest thing above it. */
  place(finding: Finding): Mistake
}

/** Reads a YAML text. Never throws: what is wrong with it is in `syntax`. */
export function readYaml(file: Mistake['file'], text: string): YamlDocument {
  const lines = new LineCounter()
  // Pretty errors quote the line, and a line may hold a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number): number => lines.linePos(offset).line
  const syntax = wrongIn(document, text).map(({ offset, message }) => syntaxMistake(file, lineAt(offset), message))
  const plain = syntax.length > 0 ? undefined : toPlain(file, () => document.toJS({ maxAliasCount: 100 }))
  return {
    file,
    data: plain?.data,
    syntax: plain?.mistake ? [plain.mistake] : bounded(syntax.sort((a, b) => a.line - b.line)),
    place: ({ path, ...told }) => ({ ...told, file, line: lineAt(offsetOf(document, path)) }),
  }
}

/** Of a file that is far from YAML nobody reads more. */
const mostSyntax = 20

function bounded(mistakes: readonly Mistake[]): readonly Mistake[] {
  const more = mistakes.length - mostSyntax
  return mistakes
    .slice(0, mostSyntax)
    .map((one, index) =>
      more > 0 && index === mostSyntax - 1 ? { ...one, why: `${one.why} ${more} more follow.` } : one,
    )
}

interface Wrong {
  readonly offset: number
  readonly message: string
}

function wrongIn(document: ReturnType<typeof parseDocument>, text: string): readonly Wrong[] {
  if (text.includes('\0')) return [{ offset: 0, message: 'It holds NUL bytes, as no text in UTF-8 does' }]
  const errors = document.errors.map(({ pos: [offset], message }) => ({ offset, message: unquoted(message) }))
  return errors.length > 0 ? errors : endlessIn(document)
}

/** Without the piece of the file that the parser stumbled over: it may be long, and a secret. */
function unquoted(message: string): string {
  return message.replace(/: ".*$/s, '').slice(0, 200)
}

/** Aliases that stand within what they name: data without an end. */
function endlessIn(document: ReturnType<typeof parseDocument>): readonly Wrong[] {
  const found: Wrong[] = []
  visit(document, {
    Alias(_key, alias, within) {
      const named = alias.resolve(document)
      if (named && within.includes(named))
        found.push({ offset: alias.range?.[0] ?? 0, message: `*${alias.source} stands within what it names` })
    },
  })
  return found
}

function toPlain(file: Mistake['file'], read: () => unknown): { data?: unknown; mistake?: Mistake } {
  try {
    return { data: read() }
  } catch (error) {
    return { mistake: syntaxMistake(file, 1, error instanceof Error ? error.message : String(error)) }
  }
}

function syntaxMistake(file: Mistake['file'], line: number, message: string): Mistake {
  const what = message.replace(/[.\s]+$/, '')
  const mend = 'Check indentation, quotes and brackets around here.'
  return { rule: 'syntax', file, line, what: `${what}.`, why: 'The file is not valid YAML.', mend }
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const offset = keyOffset(document, path.slice(0, length))
    if (offset !== undefined) return offset
  }
  return 0
}

/** Where a key stands in its map; where a list's entry begins. */
function keyOffset(document: ReturnType<typeof parseDocument>, path: Path): number | undefined {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
    return pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined
  }
  const node: unknown = document.getIn(path, true)
  return isScalar(node) ? node.range?.[0] : undefined
}
