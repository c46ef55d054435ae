# cmake -D FOLDER=sql -D OUTPUT=embedded.cc -P embed.cmake
# Writes every .sql file below FOLDER into one C++ source as a raw string, sorted by path.
file(GLOB_RECURSE paths RELATIVE "${FOLDER}" "${FOLDER}/*.sql")
list(SORT paths)

set(source "// Made by sql/embed.cmake from the .sql files.\n#include \"sql/schema.h\"\n\n")
string(APPEND source "namespace gridfold::internal {\n\n")
string(APPEND source "const EmbeddedFile kEmbeddedFiles[] = {\n")
foreach(path IN LISTS paths)
  file(READ "${FOLDER}/${path}" text)
  string(APPEND source "    {\"${path}\",\n     R\"sql(${text})sql\"},\n")
endforeach()
list(LENGTH paths count)
string(APPEND source "};\nconst int kEmbeddedFileCount = ${count};\n\n")
string(APPEND source "}  // namespace gridfold::internal\n")
file(WRITE "${OUTPUT}" "${source}")
