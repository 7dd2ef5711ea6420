import { type Html, textOf } from './html.ts'
import { script } from './script.ts'
import { style } from './style.ts'

/** What the parts of a page share: strangers' texts may be long, and escaping makes six characters of one. */
export interface Room {
  /** The first parts that fit; they take their room. */
  fit<Some extends Html>(parts: readonly Some[]): readonly Some[]
  /** Takes room for what is shown in any case. */
  whole<Some extends Html>(part: Some): Some
  /** A part of the room, at most so many bytes: what is taken of it is taken of the whole. */
  atMost(bytes: number): Room
  /** The share of one while so many others are still to come. */
  shareBefore(others: number): Room
}

/** Bytes that no page is larger than. */
const pageBytes = 100_000

/** Frame, headings, and what says that something was left out. */
const aroundBytes = 5_000

/** Room for all that differs from page to page. */
export function roomOfPage(): Room {
  const left = pageBytes - aroundBytes - Buffer.byteLength(style) - Buffer.byteLength(script)
  return room(left, () => undefined)
}

function room(bytes: number, tell: (taken: number) => void): Room {
  let left = Math.max(0, bytes)
  const take = (taken: number) => {
    left -= taken
    tell(taken)
  }
  const part = (most: number) => room(Math.min(left, most), take)
  return {
    fit(parts) {
      const first = parts.findIndex((one) => {
        const size = sizeOf(one)
        if (size > left) return true
        take(size)
        return false
      })
      return first < 0 ? parts : parts.slice(0, first)
    },
    whole(one) {
      take(sizeOf(one))
      return one
    },
    atMost: part,
    shareBefore: (others) => part(Math.floor(left / (others + 1))),
  }
}

function sizeOf(part: Html): number {
  return Buffer.byteLength(textOf(part))
}
