/** The name of the one container of a target that runs a single image. */
export const imageContainer = 'image'
