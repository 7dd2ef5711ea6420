/** What a command answers that starts no deployment of its own: a sentence for people, fields for programs. */
export interface Done {
  readonly accepted: true
  /** `null`: a group, or everything. */
  readonly target: string | null
  readonly message: string
  /** The targets of the group that was named. */
  readonly targets?: readonly string[]
}
