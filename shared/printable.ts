/** Joiners and selectors that hold an emoji together; anywhere else they make two texts look alike. */
const withinEmoji = [
  String.raw`(?<=\p{Extended_Pictographic})\ufe0f`,
  String.raw`\ufe0f(?=\u20e3)`,
  String.raw`(?<=\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d(?=\p{Extended_Pictographic})`,
].join('|')

/** Control characters, and the invisible ones that reorder, hide or smuggle text. */
const unprintable = new RegExp(
  String.raw`(?:(?!${withinEmoji})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}])+`,
  'gu',
)

/** The text with a space for whatever cannot be seen of it, line breaks among that. */
export function printable(text: string): string {
  return text.replace(unprintable, ' ')
}
