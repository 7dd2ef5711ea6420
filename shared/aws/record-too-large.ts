/** Largest record, in bytes of JSON. The domain keeps its lists bounded, so a larger one is a bug of ours. */
export const largestRecordBytes = 64 * 1024

/** A record outgrew its bounds. */
export class RecordTooLarge extends Error {
  override name = 'RecordTooLarge' as const
  readonly target: string
  readonly bytes: number

  constructor(target: string, bytes: number) {
    super(
      `Cannot save the record of ${target}: it has ${bytes} bytes, more than ${largestRecordBytes}. ` +
        'This is a bug of Longshore: one of its bounded lists is not bounded.',
    )
    this.target = target
    this.bytes = bytes
  }
}
