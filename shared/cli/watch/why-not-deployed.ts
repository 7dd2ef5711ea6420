import { type Deployment, Explained, readAnswer, type Status } from '../answers.ts'
import { askStatus, askWatching, type Watching } from './watching.ts'

/** Why nothing is seen of an image. */
type Why =
  /** Its event may still come, or is found by the next look at the registry. */
  | { readonly kind: 'wait'; readonly words: string }
  | { readonly kind: 'runs-already'; readonly words: string }
  | { readonly kind: 'not-deployed'; readonly words: string }
  /** It was deployed before, and how that ended is why it is left alone. */
  | { readonly kind: 'ended'; readonly deployment: Deployment }

/** Asks why a target does nothing about an image. */
export async function whyNotDeployed(watching: Watching, digest: string, status: Status): Promise<Why> {
  const { target } = watching
  const answer = await askWatching(watching, 'explain', { image: digest })
  const { targets } = readAnswer(Explained, answer, 'explain')
  const running = targets.find(({ why }) => why === 'runs')
  if (running) return { kind: 'runs-already', words: `${target} runs this image already.` }
  const past = (status.history ?? []).find(({ images }) =>
    Object.values(images).some((image) => image.digest === digest),
  )
  const isLast = past !== undefined && past.id === status.history?.[0]?.id
  if (past && (isLast || targets.some(({ why }) => why === 'held'))) {
    const { deployment } = await askStatus(watching, { deployment: past.id })
    // What succeeded once and is left alone now was gone back from, or overtaken: that is no success.
    if (deployment?.outcome !== undefined && deployment.outcome !== 'succeeded') return { kind: 'ended', deployment }
  }
  const taking = targets.find(({ takes }) => takes)
  if (taking)
    return { kind: 'wait', words: `${target} will take this image (${taking.because}); nothing of it is seen yet.` }
  const whys = [...new Set(targets.map(({ container, because }) => `${container}: ${because}`))]
  return { kind: 'not-deployed', words: `${target} does not deploy this image: ${whys.join('; ')}.` }
}
