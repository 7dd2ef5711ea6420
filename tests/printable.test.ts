import { describe, expect, it } from '@jest/globals'
import { clean } from '../shared/cli/show/clean.ts'
import { tidy } from '../shared/notify/tidy.ts'

describe.each<[string, (text: string) => string]>([
  ['a terminal', clean],
  ['a message', (text) => tidy(text, 400)],
])('what %s shows of a text from elsewhere', (_where, shows) => {
  it.each([
    ['a control character', '\u001b'],
    ['a line separator', '\u2028'],
    ['an override of the direction', '\u202e'],
    ['an isolate of the direction', '\u2066'],
    ['the mark of Arabic letters', '\u061c'],
    ['a vowel separator', '\u180e'],
    ['a tag, as text is smuggled in', '\u{e0041}'],
    ['a filler that is a letter', '\u3164'],
    ['a joiner between letters', '\u200d'],
    ['a selector behind a letter', '\ufe0f'],
  ])('has a space for %s', (_what, character) => {
    expect(shows(`v1${character}x`)).toBe('v1 x')
  })

  it.each(['👩‍💻', '👩🏽‍💻', '❤️‍🔥', '⚠️', '1️⃣', 'é', 'नमस्ते', '日本', 'שלום'])('leaves %s as it is', (text) => {
    expect(shows(`a ${text} b`)).toBe(`a ${text} b`)
  })
})
