# What every target of Runnel has in common, and the check that its libraries keep their direction.

# Three quarters of a compilation's time are Qt's and the standard library's headers: each library has the ones
# that most of its files use precompiled. Sources still include all that they use; the headless build, which
# has no precompiled headers, proves it of all but widgets and tests.
option(RUNNEL_PRECOMPILE "Precompile the headers of Qt and the standard library" ON)

get_filename_component(RUNNEL_ROOT "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)

# What one checkout compiled is found again by another one; a debugger may then name the first one's folder.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${RUNNEL_ROOT}" CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE_PROGRAM}")
endif()

function(runnel_target name)
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC "${RUNNEL_ROOT}")
  target_compile_definitions(${name} PRIVATE QT_NO_CAST_FROM_ASCII QT_NO_FOREACH QT_NO_URL_CAST_FROM_STRING)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
  set_target_properties(${name} PROPERTIES AUTOMOC ON CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  if(RUNNEL_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
  if(RUNNEL_SANITIZE)
    target_compile_options(${name} PUBLIC -fsanitize=${RUNNEL_SANITIZE} -fno-omit-frame-pointer)
    # What the sanitizers insert makes GCC 12 see uninitialized values where there are none.
    target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_link_options(${name} PUBLIC -fsanitize=${RUNNEL_SANITIZE})
  endif()
endfunction()

# Leaves out of a target those checks for which the compiler needs as long as for all the rest: of widgets, the program
# and tests, which are made of Qt's calls. AddressSanitizer finds null and what is out of bounds; casts and alignment
# are checked in pipecore alone.
function(runnel_sanitize_lightly name)
  if(RUNNEL_SANITIZE MATCHES undefined)
    target_compile_options(${name} PRIVATE -fno-sanitize=null,alignment,object-size,vptr)
  endif()
endfunction()

# A program of ours: with what ThreadSanitizer has to know of Qt.
function(runnel_program name)
  runnel_target(${name})
  if(RUNNEL_SANITIZE STREQUAL "thread")
    if(NOT TARGET runnel_tsan_events)
      add_library(runnel_tsan_events OBJECT "${RUNNEL_ROOT}/tests/support/tsanevents.cpp")
      runnel_target(runnel_tsan_events)
      target_link_libraries(runnel_tsan_events PRIVATE Qt6::Core)
    endif()
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:runnel_tsan_events>)
  endif()
endfunction()

# Precompiles standard and Qt headers that are used all over the target NAME.
function(runnel_precompile name)
  if(RUNNEL_PRECOMPILE)
    target_precompile_headers(${name} PRIVATE
      <algorithm> <atomic> <chrono> <functional> <memory> <mutex> <optional> <thread> <vector> <tl/expected.hpp>
      <QByteArray> <QIODevice> <QObject> <QString> <QStringList> <QTimer> ${ARGN})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${name} PRIVATE -fpch-preprocess) # lets ccache see them
    endif()
  endif()
endfunction()

# Links every object of the static library LIBRARY, needed or not, into a program that has only what the
# library itself links. A use of a layer above it leaves an undefined symbol, and the build fails.
function(runnel_check_direction library)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${library}_direction.cpp")
  file(GENERATE OUTPUT "${source}" CONTENT "int main() { return 0; }\n")
  add_executable(${library}_direction "${source}")
  set_target_properties(${library}_direction PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
  target_link_libraries(${library}_direction PRIVATE
    -Wl,--whole-archive "$<TARGET_FILE:${library}>" -Wl,--no-whole-archive ${library})
  add_dependencies(${library}_direction ${library})
endfunction()
