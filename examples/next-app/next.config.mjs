// Without a file of its own Next would take the one of the folder above, which is Gatehouse's.
export default {};
