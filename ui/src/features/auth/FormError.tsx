import classes from './FormError.module.css'

/** What is wrong with a form as a whole; read out when it appears. */
export function FormError({ message }: { message: string | null }) {
  return (
    <div role="alert" className={classes.place}>
      {message && <p className={classes.error}>{message}</p>}
    </div>
  )
}
