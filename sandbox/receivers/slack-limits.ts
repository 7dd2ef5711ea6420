/** Slack's documentation has no number for `all` (`msg_blocks_too_long`): refusals are reported from about here on. */
const LIMITS = {
  all: 12_000,
  blocks: 50,
  text: 40_000,
  section: 3_000,
  header: 150,
  contextElements: 10,
  contextText: 3_000,
  actions: 25,
  buttonText: 75,
  buttonId: 255,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
}

interface Broken {
  readonly error: string
  readonly detail?: string
}

/** Which of Slack's documented limits a message breaks, in Slack's words; undefined when it may be posted. */
export function slackLimitBroken({ text, blocks }: Readonly<Record<string, unknown>>): Broken | undefined {
  if (typeof text === 'string' && text.length > LIMITS.text) return { error: 'msg_too_long' }
  if (blocks === undefined) return text ? undefined : { error: 'no_text' }
  if (!Array.isArray(blocks)) return { error: 'invalid_blocks_format' }
  if (blocks.length > LIMITS.blocks)
    return invalid(`no more than ${LIMITS.blocks} items allowed [json-pointer:/blocks]`)
  for (const [index, block] of blocks.entries()) {
    const why = wrongIn(block)
    if (why !== undefined) return invalid(`${why} [json-pointer:/blocks/${index}]`)
  }
  return blocks.reduce((sum: number, block) => sum + charactersOf(block), 0) > LIMITS.all
    ? { error: 'msg_blocks_too_long' }
    : undefined
}

function charactersOf(block: unknown): number {
  const { text, elements = [] } = asRecord(block)
  return [text, ...(elements as unknown[])].reduce(
    (sum: number, part) => sum + String(asRecord(part)['text'] ?? '').length,
    0,
  )
}

function invalid(detail: string): Broken {
  return { error: 'invalid_blocks', detail: `[ERROR] ${detail}` }
}

function wrongIn(block: unknown): string | undefined {
  const { type, text, elements } = asRecord(block)
  switch (type) {
    case 'section':
      return lengthOf(text, LIMITS.section)
    case 'header':
      return lengthOf(text, LIMITS.header)
    case 'context':
      if (!Array.isArray(elements) || elements.length === 0) return 'must provide elements'
      if (elements.length > LIMITS.contextElements) return `no more than ${LIMITS.contextElements} items allowed`
      return elements.map((element) => lengthOf(element, LIMITS.contextText)).find((why) => why !== undefined)
    case 'actions':
      if (!Array.isArray(elements) || elements.length === 0) return 'must provide elements'
      if (elements.length > LIMITS.actions) return `no more than ${LIMITS.actions} items allowed`
      return elements.map(wrongInButton).find((why) => why !== undefined)
    case 'divider':
      return undefined
    default:
      return `unsupported type: ${String(type)}`
  }
}

function wrongInButton(element: unknown): string | undefined {
  const { type, text, action_id: id, value, confirm } = asRecord(element)
  if (type !== 'button') return `unsupported type: ${String(type)}`
  if (asRecord(text)['type'] !== 'plain_text') return 'the text of a button must be plain_text'
  const { title, text: question, confirm: yes, deny } = asRecord(confirm)
  const parts = [
    lengthOf(text, LIMITS.buttonText),
    lengthOf({ text: id }, LIMITS.buttonId),
    lengthOf({ text: value }, LIMITS.buttonValue),
    ...(confirm === undefined
      ? []
      : [
          lengthOf(title, LIMITS.confirmTitle),
          lengthOf(question, LIMITS.confirmText),
          lengthOf(yes, LIMITS.confirmButton),
          lengthOf(deny, LIMITS.confirmButton),
        ]),
  ]
  return parts.find((why) => why !== undefined)
}

function lengthOf(value: unknown, most: number): string | undefined {
  const { text } = asRecord(value)
  if (typeof text !== 'string' || text === '') return 'must be more than 0 characters'
  return text.length > most ? `must be less than ${most + 1} characters` : undefined
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
